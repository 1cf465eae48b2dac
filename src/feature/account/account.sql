-- types: version i64, name text, phone text, email text, login text, lang i64, disabled i64
-- types: must_change i64, has_totp i64, has_passkey i64, made_at i64, roles i64, role i64, reach i64, unit_name text
-- types: region_id opt, unit_id opt, user_id i64, valid_until opt, n i64, id i64, label text, role_bits i64
-- types: old_unit_id opt, totp_sealed blob, password_hash text
-- types: perms i64, expires_at i64, opened_at i64, seen_at i64, remote text, agent text, closed_at opt, revoked_at opt

-- name: user_get
SELECT a.id, a.version, a.login, a.name, a.phone, a.email, a.lang, a.unit_id, u.name AS unit_name,
	u.region_id, a.valid_until, a.disabled, a.must_change, a.made_at, a.password_hash,
	CASE WHEN a.totp_sealed IS NULL THEN 0 ELSE 1 END AS has_totp,
	CASE WHEN EXISTS (SELECT 1 FROM passkey p
		WHERE p.city = a.city AND p.user_id = a.id AND p.copied_at IS NULL) THEN 1 ELSE 0 END AS has_passkey,
	(SELECT CAST(coalesce(sum(CAST(1 AS BIGINT) << r.role), 0) AS BIGINT)
		FROM user_role r WHERE r.city = a.city AND r.user_id = a.id) AS roles
FROM user_account a
LEFT JOIN v_unit u ON u.city = a.city AND u.id = a.unit_id
WHERE a.city = :city AND a.id = :id

-- What every request of somebody signed in begins with: session, account and the state of what
-- processes keep, in one look.
-- name: user_by_session
-- types: session_id i64, nation_stamp i64, city_stamp i64, by_passkey i64
SELECT s.id AS session_id, s.seen_at, s.expires_at, a.id, a.login, a.name, a.lang, a.unit_id,
	u.name AS unit_name, u.region_id, a.valid_until, a.disabled, a.must_change, a.password_hash,
	CASE WHEN a.totp_sealed IS NULL THEN 0 ELSE 1 END AS has_totp,
	CASE WHEN EXISTS (SELECT 1 FROM passkey p
		WHERE p.city = a.city AND p.user_id = a.id AND p.copied_at IS NULL) THEN 1 ELSE 0 END AS has_passkey,
	(SELECT CAST(coalesce(sum(CAST(1 AS BIGINT) << r.role), 0) AS BIGINT)
		FROM user_role r WHERE r.city = a.city AND r.user_id = a.id) AS roles,
	CASE WHEN EXISTS (SELECT 1 FROM v_session_passkey w
		WHERE w.city = s.city AND w.session_id = s.id) THEN 1 ELSE 0 END AS by_passkey,
	coalesce((SELECT k.stamp FROM v_keep_state k WHERE k.city = 0), 0) AS nation_stamp,
	coalesce((SELECT k.stamp FROM v_keep_state k WHERE k.city = :city), 0) AS city_stamp
FROM v_session_open s
JOIN user_account a ON a.city = s.city AND a.id = s.user_id
LEFT JOIN v_unit u ON u.city = a.city AND u.id = a.unit_id
WHERE s.city = :city AND s.token_hash = :token_hash

-- name: user_by_login
SELECT a.id FROM user_account a WHERE a.city = :city AND a.login = :login

-- name: user_totp
SELECT a.totp_sealed FROM user_account a WHERE a.city = :city AND a.id = :id

-- name: user_list
-- optional: unit, role, enabled
SELECT a.id, a.version, a.login, a.name, a.phone, a.email, a.lang, a.unit_id, u.name AS unit_name,
	a.valid_until, a.disabled, a.must_change, a.made_at,
	CASE WHEN a.totp_sealed IS NULL THEN 0 ELSE 1 END AS has_totp,
	CASE WHEN EXISTS (SELECT 1 FROM passkey p
		WHERE p.city = a.city AND p.user_id = a.id AND p.copied_at IS NULL) THEN 1 ELSE 0 END AS has_passkey,
	(SELECT CAST(coalesce(sum(CAST(1 AS BIGINT) << r.role), 0) AS BIGINT)
		FROM user_role r WHERE r.city = a.city AND r.user_id = a.id) AS roles
FROM user_account a
LEFT JOIN v_unit u ON u.city = a.city AND u.id = a.unit_id
WHERE a.city = :city {enabled? AND a.disabled = 0}
	{unit? AND EXISTS (SELECT 1 FROM user_unit s
		WHERE s.city = a.city AND s.user_id = a.id AND s.unit_id = :unit_id)}
	{role? AND EXISTS (SELECT 1 FROM user_role h
		WHERE h.city = a.city AND h.user_id = a.id
			AND (CAST(1 AS BIGINT) << h.role) & CAST(:role_bits AS BIGINT) <> 0)}
ORDER BY a.name, a.id

-- name: user_roles
SELECT r.role, r.unit_id, r.region_id FROM user_role r
WHERE r.city = :city AND r.user_id = :user_id
ORDER BY r.role

-- name: user_units
SELECT s.unit_id FROM user_unit s
WHERE s.city = :city AND s.user_id = :user_id
ORDER BY s.unit_id

-- name: user_other_admins
SELECT CAST(count(*) AS BIGINT) AS n
FROM user_role r
JOIN user_account a ON a.city = r.city AND a.id = r.user_id
WHERE r.city = :city AND r.role = :role AND r.user_id <> :user_id AND a.disabled = 0
	AND (a.valid_until IS NULL OR a.valid_until > :now)

-- name: user_lock_admins
-- perm: USER_ADMIN
UPDATE user_role SET reach = reach WHERE city = :city AND role = :role

-- name: user_insert
-- perm: USER_ADMIN
INSERT INTO user_account (city, id, version, login, name, phone, email, password_hash, lang, unit_id,
	valid_until, disabled, must_change, totp_sealed, made_at)
VALUES (:city, :id, 1, :login, :name, :phone, :email, :password_hash, :lang, :unit_id,
	:valid_until, :disabled, :must_change, NULL, :now)

-- name: user_update
-- perm: USER_ADMIN
UPDATE user_account
SET version = version + 1, name = :name, phone = :phone, email = :email, unit_id = :unit_id,
	valid_until = :valid_until
WHERE city = :city AND id = :id AND version = :version

-- name: user_bump
-- perm: USER_ADMIN
UPDATE user_account SET version = version + 1
WHERE city = :city AND id = :id AND version = :version

-- name: user_set_disabled
-- perm: USER_ADMIN
UPDATE user_account SET version = version + 1, disabled = :disabled
WHERE city = :city AND id = :id AND version = :version

-- name: user_reset_password
-- perm: USER_ADMIN
UPDATE user_account SET version = version + 1, password_hash = :password_hash, must_change = 1
WHERE city = :city AND id = :id AND version = :version

-- name: user_drop_totp
-- perm: USER_ADMIN
UPDATE user_account SET version = version + 1, totp_sealed = NULL
WHERE city = :city AND id = :id AND version = :version

-- name: user_own_password
-- perm: SELF
UPDATE user_account SET version = version + 1, password_hash = :password_hash, must_change = 0
WHERE city = :city AND id = :me

-- name: user_own_lang
-- perm: SELF
UPDATE user_account SET lang = :lang WHERE city = :city AND id = :me

-- name: user_own_totp
-- perm: SELF
UPDATE user_account SET version = version + 1, totp_sealed = :totp_sealed
WHERE city = :city AND id = :me

-- name: user_role_clear
-- perm: USER_ADMIN
DELETE FROM user_role WHERE city = :city AND user_id = :user_id

-- name: user_role_add
-- perm: USER_ADMIN
INSERT INTO user_role (city, user_id, role, reach, unit_id, region_id)
VALUES (:city, :user_id, :role, :reach, :unit_id, :region_id)

-- name: user_role_follow
-- perm: USER_ADMIN
UPDATE user_role SET unit_id = :unit_id
WHERE city = :city AND user_id = :user_id AND unit_id IS NOT DISTINCT FROM :old_unit_id

-- name: user_unit_clear
-- perm: USER_ADMIN
DELETE FROM user_unit WHERE city = :city AND user_id = :user_id

-- name: user_unit_drop
-- perm: USER_ADMIN
DELETE FROM user_unit WHERE city = :city AND user_id = :user_id AND unit_id = :unit_id

-- name: user_unit_add
-- perm: USER_ADMIN
INSERT INTO user_unit (city, user_id, unit_id) VALUES (:city, :user_id, :unit_id)
ON CONFLICT (city, user_id, unit_id) DO NOTHING

-- name: user_sessions
SELECT s.id, s.opened_at, s.seen_at, s.expires_at, s.remote, s.agent
FROM v_session s
WHERE s.city = :city AND s.user_id = :me AND s.closed_at IS NULL AND s.expires_at > :now
ORDER BY s.seen_at DESC, s.id

-- name: user_session_mine
SELECT s.id FROM v_session s
WHERE s.city = :city AND s.id = :id AND s.user_id = :me AND s.closed_at IS NULL

-- name: user_tokens
SELECT t.id, t.label, t.perms, t.made_at, t.expires_at
FROM v_api_token t
WHERE t.city = :city AND t.user_id = :me AND t.revoked_at IS NULL AND t.expires_at > :now
ORDER BY t.made_at DESC, t.id

-- name: user_token_mine
SELECT t.id FROM v_api_token t
WHERE t.city = :city AND t.id = :id AND t.user_id = :me AND t.revoked_at IS NULL

-- name: user_reach
SELECT v.unit_id, v.region_id, v.reach
FROM v_user_reach v
WHERE v.city = :city AND v.user_id = :user_id
ORDER BY v.reach, v.unit_id, v.region_id
