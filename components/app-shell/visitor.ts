"use client";

import { createContext, useContext } from "react";

/** Is anybody signed in? Only the lab can be open to people who are not. */
export const SignedInContext = createContext(true);

/** False on a page that is open to everybody: it must not ask the API for what needs a sign-in. */
export function useIsSignedIn(): boolean {
  return useContext(SignedInContext);
}
