-- CreateTable
CREATE TABLE "ServerDrift" (
    "serverId" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "since" DATETIME NOT NULL,
    "checkedAt" DATETIME NOT NULL,
    "diskDigest" TEXT,
    "loadedDigest" TEXT,
    "ignoredKey" TEXT,
    "ignoredBy" TEXT,
    "detail" JSONB NOT NULL,
    CONSTRAINT "ServerDrift_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Rollout" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "author" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "strategy" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "problems" JSONB NOT NULL,
    "driver" TEXT NOT NULL DEFAULT '',
    "driverEnds" DATETIME NOT NULL DEFAULT '1970-01-01 00:00:00 +00:00',
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "RolloutMember" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "rolloutId" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "wave" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "acknowledged" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "requestKey" TEXT NOT NULL,
    "deploymentId" TEXT,
    "previousRevisionId" TEXT,
    "undoRequestKey" TEXT,
    "undoDeploymentId" TEXT,
    "problems" JSONB NOT NULL,
    CONSTRAINT "RolloutMember_rolloutId_fkey" FOREIGN KEY ("rolloutId") REFERENCES "Rollout" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "RolloutMember_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Freeze" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "serverId" TEXT,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "startsAt" DATETIME NOT NULL,
    "endsAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Freeze_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ApprovalRequest" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "serverId" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "summary" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME NOT NULL,
    "decision" TEXT,
    "decider" TEXT,
    "deciderId" TEXT,
    "decidedAt" DATETIME,
    "deploymentId" TEXT,
    CONSTRAINT "ApprovalRequest_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "PullState" (
    "serverId" TEXT NOT NULL PRIMARY KEY,
    "wantedRevisionId" TEXT,
    "wantedDigest" TEXT,
    "wantedMainDigest" TEXT,
    "previousRevisionId" TEXT,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "reportedAt" DATETIME,
    "report" JSONB,
    CONSTRAINT "PullState_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Deployment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "serverId" TEXT NOT NULL,
    "revisionId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "problems" JSONB NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'deploy',
    "rolledBackTo" INTEGER,
    "approvedBy" TEXT,
    "requestKey" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME,
    CONSTRAINT "Deployment_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Deployment_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Deployment" ("author", "createdAt", "finishedAt", "id", "problems", "reason", "revisionId", "serverId", "status") SELECT "author", "createdAt", "finishedAt", "id", "problems", "reason", "revisionId", "serverId", "status" FROM "Deployment";
DROP TABLE "Deployment";
ALTER TABLE "new_Deployment" RENAME TO "Deployment";
CREATE UNIQUE INDEX "Deployment_requestKey_key" ON "Deployment"("requestKey");
CREATE INDEX "Deployment_serverId_createdAt_idx" ON "Deployment"("serverId", "createdAt" DESC);
CREATE TABLE "new_Server" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "authKind" TEXT NOT NULL DEFAULT 'none',
    "username" TEXT,
    "caPem" TEXT,
    "transport" JSONB NOT NULL,
    "prometheusVersion" TEXT,
    "baseConfigMasked" TEXT NOT NULL,
    "lossPercentMax" INTEGER NOT NULL DEFAULT 20,
    "fileLayout" TEXT NOT NULL DEFAULT 'single',
    "revisionsKept" INTEGER NOT NULL DEFAULT 20,
    "shrinkPercentMax" INTEGER NOT NULL DEFAULT 20,
    "isProtected" BOOLEAN NOT NULL DEFAULT false,
    "windows" JSONB NOT NULL DEFAULT [],
    "pullTokenHash" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_Server" ("authKind", "baseConfigMasked", "caPem", "createdAt", "id", "lossPercentMax", "name", "prometheusVersion", "transport", "updatedAt", "url", "username", "version") SELECT "authKind", "baseConfigMasked", "caPem", "createdAt", "id", "lossPercentMax", "name", "prometheusVersion", "transport", "updatedAt", "url", "username", "version" FROM "Server";
DROP TABLE "Server";
ALTER TABLE "new_Server" RENAME TO "Server";
CREATE UNIQUE INDEX "Server_name_key" ON "Server"("name");
CREATE UNIQUE INDEX "Server_pullTokenHash_key" ON "Server"("pullTokenHash");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "RolloutMember_serverId_idx" ON "RolloutMember"("serverId");

-- CreateIndex
CREATE UNIQUE INDEX "RolloutMember_rolloutId_serverId_key" ON "RolloutMember"("rolloutId", "serverId");

-- CreateIndex
CREATE INDEX "Freeze_serverId_idx" ON "Freeze"("serverId");

-- CreateIndex
CREATE INDEX "ApprovalRequest_serverId_idx" ON "ApprovalRequest"("serverId");

