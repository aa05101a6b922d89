export { type AccessCommands, accessCommands, printTokenCommand, revokeCommand } from "./access-commands";
export { type ApiNeed, needKey, needText, uniqueNeeds } from "./api-need";
export {
  type AccessAttributes,
  EXCESS_CODES,
  type ExcessCandidate,
  type ExcessCode,
  excessCandidates,
  findExcess,
} from "./excess";
export { allNeeds, type JobNeeds, type JobsOfCluster, needsOfJobs } from "./job-needs";
export { accessRules, renderManifest } from "./render-manifest";
export { ACCESS_TIERS, type AccessAccount, type AccessTier, accessAccountSchema } from "./schema";
export { isTierEnough, leastTier, tierOfNeed, unservedJobs } from "./tiers";
