-- AlterTable
ALTER TABLE "Cluster" ADD COLUMN     "systemUid" TEXT;

-- AlterTable
ALTER TABLE "Server" ADD COLUMN     "lossPercentMax" INTEGER NOT NULL DEFAULT 20;

-- CreateTable
CREATE TABLE "ClusterHealth" (
    "clusterId" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "checkedAt" TIMESTAMP(3) NOT NULL,
    "kubernetesVersion" TEXT,
    "durationMs" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "clockSkewMs" INTEGER,

    CONSTRAINT "ClusterHealth_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "ClusterCheckup" (
    "clusterId" TEXT NOT NULL,
    "report" JSONB NOT NULL,
    "takenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ClusterCheckup_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "CredentialRenewal" (
    "clusterId" TEXT NOT NULL,
    "isAutomatic" BOOLEAN NOT NULL,
    "triedAt" TIMESTAMP(3),
    "failure" TEXT,
    "renewedAt" TIMESTAMP(3),

    CONSTRAINT "CredentialRenewal_pkey" PRIMARY KEY ("clusterId")
);

-- CreateTable
CREATE TABLE "DiscoverySnapshot" (
    "clusterId" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "takenAt" TIMESTAMP(3) NOT NULL,
    "targetCount" INTEGER NOT NULL,
    "targets" BYTEA NOT NULL,

    CONSTRAINT "DiscoverySnapshot_pkey" PRIMARY KEY ("clusterId","request")
);

-- CreateTable
CREATE TABLE "RegistrationCode" (
    "id" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "choice" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "usedAt" TIMESTAMP(3),
    "clusterId" TEXT,

    CONSTRAINT "RegistrationCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TargetForecast" (
    "deploymentId" TEXT NOT NULL,
    "targets" BYTEA NOT NULL,
    "targetCount" INTEGER NOT NULL,
    "comparison" JSONB,
    "comparedAt" TIMESTAMP(3),

    CONSTRAINT "TargetForecast_pkey" PRIMARY KEY ("deploymentId")
);

-- CreateIndex
CREATE UNIQUE INDEX "RegistrationCode_codeHash_key" ON "RegistrationCode"("codeHash");

-- AddForeignKey
ALTER TABLE "ClusterHealth" ADD CONSTRAINT "ClusterHealth_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterCheckup" ADD CONSTRAINT "ClusterCheckup_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CredentialRenewal" ADD CONSTRAINT "CredentialRenewal_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DiscoverySnapshot" ADD CONSTRAINT "DiscoverySnapshot_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TargetForecast" ADD CONSTRAINT "TargetForecast_deploymentId_fkey" FOREIGN KEY ("deploymentId") REFERENCES "Deployment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

