-- AlterTable
ALTER TABLE "Deployment" ADD COLUMN     "loadedDigest" TEXT;

