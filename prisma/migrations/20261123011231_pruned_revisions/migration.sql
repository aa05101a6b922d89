-- AlterTable
ALTER TABLE "Revision" ADD COLUMN     "prunedAt" TIMESTAMP(3);

