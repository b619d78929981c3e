-- Closes, collects and reuses handles of the document.
-- want: the document is closed
-- load: skip
do local d <close> = doc end
collectgarbage()
assert(#doc > 0)
doc:close()
collectgarbage()
return #doc
