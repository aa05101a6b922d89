-- AlterTable
ALTER TABLE "Revision" ADD COLUMN "prunedAt" DATETIME;

