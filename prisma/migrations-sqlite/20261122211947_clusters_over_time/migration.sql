-- AlterTable
ALTER TABLE "Cluster" ADD COLUMN "systemUid" TEXT;

-- CreateTable
CREATE TABLE "ClusterHealth" (
    "clusterId" TEXT NOT NULL PRIMARY KEY,
    "outcome" TEXT NOT NULL,
    "since" DATETIME NOT NULL,
    "checkedAt" DATETIME NOT NULL,
    "kubernetesVersion" TEXT,
    "durationMs" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "clockSkewMs" INTEGER,
    CONSTRAINT "ClusterHealth_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ClusterCheckup" (
    "clusterId" TEXT NOT NULL PRIMARY KEY,
    "report" JSONB NOT NULL,
    "takenAt" DATETIME NOT NULL,
    CONSTRAINT "ClusterCheckup_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CredentialRenewal" (
    "clusterId" TEXT NOT NULL PRIMARY KEY,
    "isAutomatic" BOOLEAN NOT NULL,
    "triedAt" DATETIME,
    "failure" TEXT,
    "renewedAt" DATETIME,
    CONSTRAINT "CredentialRenewal_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DiscoverySnapshot" (
    "clusterId" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "takenAt" DATETIME NOT NULL,
    "targetCount" INTEGER NOT NULL,
    "targets" BLOB NOT NULL,

    PRIMARY KEY ("clusterId", "request"),
    CONSTRAINT "DiscoverySnapshot_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RegistrationCode" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "codeHash" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "choice" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "usedAt" DATETIME,
    "clusterId" TEXT
);

-- CreateTable
CREATE TABLE "TargetForecast" (
    "deploymentId" TEXT NOT NULL PRIMARY KEY,
    "targets" BLOB NOT NULL,
    "targetCount" INTEGER NOT NULL,
    "comparison" JSONB,
    "comparedAt" DATETIME,
    CONSTRAINT "TargetForecast_deploymentId_fkey" FOREIGN KEY ("deploymentId") REFERENCES "Deployment" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
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
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_Server" ("authKind", "baseConfigMasked", "caPem", "createdAt", "id", "name", "prometheusVersion", "transport", "updatedAt", "url", "username", "version") SELECT "authKind", "baseConfigMasked", "caPem", "createdAt", "id", "name", "prometheusVersion", "transport", "updatedAt", "url", "username", "version" FROM "Server";
DROP TABLE "Server";
ALTER TABLE "new_Server" RENAME TO "Server";
CREATE UNIQUE INDEX "Server_name_key" ON "Server"("name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "RegistrationCode_codeHash_key" ON "RegistrationCode"("codeHash");

