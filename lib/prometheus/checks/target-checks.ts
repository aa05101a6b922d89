import { labelmapOverwrites } from "./labelmap-overwrites";
import { labelsCollide } from "./labels-collide";
import { missingCluster } from "./missing-cluster";
import { ruleWithoutEffect } from "./rule-without-effect";
import type { TargetCheck } from "./target-check";

/** Every check that needs loaded targets; one file each. */
export const TARGET_CHECKS: readonly TargetCheck[] = [labelsCollide, missingCluster, labelmapOverwrites, ruleWithoutEffect];
