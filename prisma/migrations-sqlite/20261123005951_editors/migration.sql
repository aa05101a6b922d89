-- AlterTable
ALTER TABLE "Cluster" ADD COLUMN "editedAt" DATETIME;
ALTER TABLE "Cluster" ADD COLUMN "editorId" TEXT;

-- AlterTable
ALTER TABLE "Server" ADD COLUMN "editedAt" DATETIME;
ALTER TABLE "Server" ADD COLUMN "editorId" TEXT;

