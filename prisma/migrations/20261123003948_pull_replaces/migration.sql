-- AlterTable
ALTER TABLE "PullState" ADD COLUMN     "replacesDigest" TEXT;

