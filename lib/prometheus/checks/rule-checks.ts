import { addressRemoved } from "./address-removed";
import { addressWithoutPath } from "./address-without-path";
import { filterAlwaysMatches } from "./filter-always-matches";
import { filtersContradict } from "./filters-contradict";
import { groupNameRunsOn } from "./group-name-runs-on";
import { groupWithoutSource } from "./group-without-source";
import { ignoredField } from "./ignored-field";
import { labelNotSanitised } from "./label-not-sanitised";
import { labelmapCollision } from "./labelmap-collision";
import { metaInMetricRules } from "./meta-in-metric-rules";
import { missingGroup } from "./missing-group";
import { pathOnlySometimes } from "./path-only-sometimes";
import { quotedTargetLabel } from "./quoted-target-label";
import { redundantAnchors } from "./redundant-anchors";
import { regexNeverMatches } from "./regex-never-matches";
import { replacesItself } from "./replaces-itself";
import type { RuleCheck } from "./rule-check";
import { shardAfterRewrite } from "./shard-after-rewrite";
import { temporaryNeverRead } from "./temporary-never-read";
import { temporaryNeverWritten } from "./temporary-never-written";
import { unknownMetaLabel } from "./unknown-meta-label";

/** Every check of rules by their text; one file each, in the order in which people read about them. */
export const RULE_CHECKS: readonly RuleCheck[] = [
  regexNeverMatches,
  filtersContradict,
  filterAlwaysMatches,
  missingGroup,
  groupNameRunsOn,
  groupWithoutSource,
  addressRemoved,
  addressWithoutPath,
  pathOnlySometimes,
  shardAfterRewrite,
  labelNotSanitised,
  unknownMetaLabel,
  temporaryNeverRead,
  temporaryNeverWritten,
  metaInMetricRules,
  labelmapCollision,
  quotedTargetLabel,
  redundantAnchors,
  replacesItself,
  ignoredField,
];
