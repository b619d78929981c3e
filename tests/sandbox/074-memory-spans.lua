-- Spans added to the document without end.
-- want: needs more than 16 MiB of memory
-- load: skip
while true do doc:add("x", 1, 2, {a = "b"}) end
