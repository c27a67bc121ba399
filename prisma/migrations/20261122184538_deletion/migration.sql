-- AlterTable
ALTER TABLE "parcel" ADD COLUMN     "deletion_acknowledged_at" TIMESTAMPTZ(3),
ADD COLUMN     "deletion_acknowledgement" TEXT;
