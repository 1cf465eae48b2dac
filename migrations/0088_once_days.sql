-- feature: http

-- about once_key: One-time keys of forms: who sends the same form again gets the first answer. Rows go after four days
