-- feature: casework

-- A link answers once, and whoever answered gets the next one; the sender may replace a link that was lost or went astray.
ALTER TABLE referral_link ADD COLUMN replaced_at %i64%; -- when another link took its place
ALTER TABLE case_event ADD COLUMN said_by TEXT; -- who told it by a link: name and post; empty: who wrote it
CREATE INDEX referral_link_of ON referral_link (city, referral_id);
