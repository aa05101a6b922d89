import { NotFoundNotice } from "@/components/app-shell/notices";
import { PlainFrame } from "@/components/app-shell/plain-frame";

export default function NotFound() {
  return (
    <PlainFrame>
      <NotFoundNotice />
    </PlainFrame>
  );
}
