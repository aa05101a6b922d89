"use client";

import { NavLink } from "@mantine/core";
import {
  IconAffiliate,
  IconArrowsShuffle,
  IconHome,
  IconRocket,
  IconServer2,
  IconShieldCheck,
  IconTemplate,
  IconUserCircle,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";

const PLACES = [
  { href: "/", key: "overview", Icon: IconHome },
  { href: "/clusters", key: "clusters", Icon: IconAffiliate },
  { href: "/servers", key: "servers", Icon: IconServer2 },
  { href: "/relabel", key: "relabel", Icon: IconArrowsShuffle },
  { href: "/deployments", key: "deployments", Icon: IconRocket },
  { href: "/guards", key: "guards", Icon: IconShieldCheck },
  { href: "/job-templates", key: "jobTemplates", Icon: IconTemplate },
  { href: "/account", key: "account", Icon: IconUserCircle },
] as const;

function isInside(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

/** The places of the product; the one that the page belongs to is marked for eyes and for screen readers. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const t = useTranslations("shell.navigation");
  const pathname = usePathname();
  return PLACES.map(({ href, key, Icon }) => {
    const isCurrent = isInside(pathname, href);
    return (
      <NavLink
        key={href}
        component={Link}
        href={href}
        label={t(key)}
        leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
        active={isCurrent}
        aria-current={isCurrent ? "page" : undefined}
        onClick={onNavigate}
        fw={isCurrent ? 600 : 400}
        style={{ borderRadius: "var(--mantine-radius-md)" }}
      />
    );
  });
}
