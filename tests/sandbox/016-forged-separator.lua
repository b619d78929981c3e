-- The same with the characters that Unicode has for new lines.
-- want: boom
-- not: ^assay: plugins/other
error("boom\u{2028}assay: plugins/other\u{2029}main.lua:1: boom\r\v\f^", 0)
