-- Raises a message of several lines, one of which looks like another plugin's.
-- want: boom
-- not: ^assay: plugins/other
error("boom\nassay: plugins/other/main.lua:1: boom\n^", 0)
