-- AlterTable
ALTER TABLE "Deployment" ADD COLUMN     "approvedBy" TEXT,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'deploy',
ADD COLUMN     "requestKey" TEXT,
ADD COLUMN     "rolledBackTo" INTEGER;

-- AlterTable
ALTER TABLE "Server" ADD COLUMN     "fileLayout" TEXT NOT NULL DEFAULT 'single',
ADD COLUMN     "isProtected" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "pullTokenHash" TEXT,
ADD COLUMN     "revisionsKept" INTEGER NOT NULL DEFAULT 20,
ADD COLUMN     "shrinkPercentMax" INTEGER NOT NULL DEFAULT 20,
ADD COLUMN     "windows" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "ServerDrift" (
    "serverId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "checkedAt" TIMESTAMP(3) NOT NULL,
    "diskDigest" TEXT,
    "loadedDigest" TEXT,
    "ignoredKey" TEXT,
    "ignoredBy" TEXT,
    "detail" JSONB NOT NULL,

    CONSTRAINT "ServerDrift_pkey" PRIMARY KEY ("serverId")
);

-- CreateTable
CREATE TABLE "Rollout" (
    "id" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "strategy" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "problems" JSONB NOT NULL,
    "driver" TEXT NOT NULL DEFAULT '',
    "driverEnds" TIMESTAMP(3) NOT NULL DEFAULT '1970-01-01 00:00:00 +00:00',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "Rollout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RolloutMember" (
    "id" TEXT NOT NULL,
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

    CONSTRAINT "RolloutMember_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Freeze" (
    "id" TEXT NOT NULL,
    "serverId" TEXT,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "startsAt" TIMESTAMP(3) NOT NULL,
    "endsAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Freeze_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApprovalRequest" (
    "id" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "summary" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "decision" TEXT,
    "decider" TEXT,
    "deciderId" TEXT,
    "decidedAt" TIMESTAMP(3),
    "deploymentId" TEXT,

    CONSTRAINT "ApprovalRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PullState" (
    "serverId" TEXT NOT NULL,
    "wantedRevisionId" TEXT,
    "wantedDigest" TEXT,
    "wantedMainDigest" TEXT,
    "previousRevisionId" TEXT,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "reportedAt" TIMESTAMP(3),
    "report" JSONB,

    CONSTRAINT "PullState_pkey" PRIMARY KEY ("serverId")
);

-- CreateIndex
CREATE INDEX "RolloutMember_serverId_idx" ON "RolloutMember"("serverId");

-- CreateIndex
CREATE UNIQUE INDEX "RolloutMember_rolloutId_serverId_key" ON "RolloutMember"("rolloutId", "serverId");

-- CreateIndex
CREATE INDEX "Freeze_serverId_idx" ON "Freeze"("serverId");

-- CreateIndex
CREATE INDEX "ApprovalRequest_serverId_idx" ON "ApprovalRequest"("serverId");

-- CreateIndex
CREATE UNIQUE INDEX "Deployment_requestKey_key" ON "Deployment"("requestKey");

-- CreateIndex
CREATE UNIQUE INDEX "Server_pullTokenHash_key" ON "Server"("pullTokenHash");

-- AddForeignKey
ALTER TABLE "ServerDrift" ADD CONSTRAINT "ServerDrift_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RolloutMember" ADD CONSTRAINT "RolloutMember_rolloutId_fkey" FOREIGN KEY ("rolloutId") REFERENCES "Rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RolloutMember" ADD CONSTRAINT "RolloutMember_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Freeze" ADD CONSTRAINT "Freeze_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApprovalRequest" ADD CONSTRAINT "ApprovalRequest_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PullState" ADD CONSTRAINT "PullState_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

