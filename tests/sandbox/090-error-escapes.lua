-- Fails with a message that a terminal would obey.
-- want: \\x9B
error("\27[2J\27]0;title\7 \u{9b}2J \x9b \u{202e}abc")
