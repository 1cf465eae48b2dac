-- types: kind text, about text, about_id i64, number text, text_key text, arg0 text, arg1 text, before_id i64, max_n i64
-- types: at i64, urgent i64, read_at opt, user_id opt, unit_id opt, id i64, after_id i64, max_n i64, n i64

-- name: notice_insert
-- perm: none
INSERT INTO notice (city, id, user_id, unit_id, kind, about, about_id, number, text_key,
	arg0, arg1, at, urgent, read_at, read_by_id)
VALUES (:city, :id, :user_id, :unit_id, :kind, :about, :about_id, :number, :text_key,
	:arg0, :arg1, :now, :urgent, NULL, NULL)

-- name: notice_mine
-- optional: unread, after
SELECT n.id, n.user_id, n.unit_id, n.kind, n.about, n.about_id, n.number, n.text_key, n.arg0,
	n.arg1, n.at, n.urgent, n.read_at
FROM notice n
WHERE n.city = :city {unread? AND n.read_at IS NULL} {after? AND n.id < :after_id}
	AND (n.user_id = :me OR n.unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))
ORDER BY n.id DESC
LIMIT :max_n

-- name: notice_unread
-- types: urgent_n i64
SELECT CAST(count(*) AS BIGINT) AS n, CAST(coalesce(sum(n.urgent), 0) AS BIGINT) AS urgent_n
FROM notice n
WHERE n.city = :city AND n.read_at IS NULL
	AND (n.user_id = :me OR n.unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_mark
-- perm: SELF
UPDATE notice SET read_at = :now, read_by_id = :me
WHERE city = :city AND id = :id AND read_at IS NULL
	AND (user_id = :me OR unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_seen
SELECT n.read_at FROM notice n
WHERE n.city = :city AND n.id = :id
	AND (n.user_id = :me OR n.unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_mark_all
-- perm: SELF
UPDATE notice SET read_at = :now, read_by_id = :me
WHERE city = :city AND read_at IS NULL
	AND (user_id = :me OR unit_id IN (
		SELECT u.unit_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :me))

-- name: notice_mark_about
-- perm: none
UPDATE notice SET read_at = :now, read_by_id = :me
WHERE city = :city AND about = :about AND about_id = :about_id AND read_at IS NULL

-- name: notice_forget_old
-- perm: ERASE
DELETE FROM notice WHERE city = :city AND id IN (SELECT n.id FROM notice n WHERE n.city = :city AND n.id < :before_id ORDER BY n.id LIMIT :max_n)
