import "server-only";
import type { Route } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { isSetupNeeded } from "@/lib/db/users";
import { env } from "@/lib/env";
import { type Actor, findActor } from "./actor";

/** The lock of pages: who is signed in, or a redirect to the first-time setup or to the sign-in page. */
export async function requirePageActor(): Promise<Actor> {
  const requested = await headers();
  const actor = await findActor(requested);
  if (actor !== null) return actor;
  if (await isSetupNeeded()) redirect("/setup");
  const returnTo = safeReturnPath(requested.get("x-promfleet-path"));
  redirect(returnTo === "/" ? "/sign-in" : `/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
}

/** For the lab: like `requirePageActor`, but null instead of a redirect where the lab is open to everybody. */
export async function requireLabActor(): Promise<Actor | null> {
  return env().isLabPublic ? findActor(await headers()) : requirePageActor();
}

/** For /setup: back to the start once there is an administrator. */
export async function requireSetupNeeded(): Promise<void> {
  if (!(await isSetupNeeded())) redirect("/");
}

/** For /sign-in: people who are signed in already go on, and before setup there is nobody to sign in. */
export async function redirectSignedIn(returnTo: string | undefined): Promise<void> {
  if (await isSetupNeeded()) redirect("/setup");
  // The path is one of our own: `safeReturnPath` saw to that; it cannot be known when routes are typed.
  if ((await findActor(await headers())) !== null) redirect(safeReturnPath(returnTo ?? null) as Route);
}

/** A path on this site, or "/": never a way to another one. */
export function safeReturnPath(candidate: string | null): string {
  if (candidate === null || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(candidate)) return "/";
  const base = "http://promfleet.invalid";
  if (!URL.canParse(candidate, base)) return "/";
  const url = new URL(candidate, base);
  return url.origin === base ? `${url.pathname}${url.search}` : "/";
}
