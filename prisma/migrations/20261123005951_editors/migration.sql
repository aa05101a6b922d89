-- AlterTable
ALTER TABLE "Cluster" ADD COLUMN     "editedAt" TIMESTAMP(3),
ADD COLUMN     "editorId" TEXT;

-- AlterTable
ALTER TABLE "Server" ADD COLUMN     "editedAt" TIMESTAMP(3),
ADD COLUMN     "editorId" TEXT;

