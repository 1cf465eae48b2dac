-- feature: verval

-- A yes by mistake is taken back as a no is, with a reason.
ALTER TABLE verval ADD COLUMN back_why_sealed %blob%; -- why the last approval was taken back, sealed for the person or family
