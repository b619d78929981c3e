-- Gives load a function that never ends the text.
-- want: string expected
load(function() return " " end)
