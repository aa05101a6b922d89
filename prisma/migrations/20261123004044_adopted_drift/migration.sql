-- AlterTable
ALTER TABLE "ServerDrift" ADD COLUMN     "adoptedDigest" TEXT;

