"use client";

import { CrashNotice } from "@/components/app-shell/notices";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <CrashNotice id={error.digest} onRetry={reset} />;
}
