-- The same within load.
-- want: needs more than 16 MiB of memory
local text = "return {" .. ("{1},"):rep(900000) .. "}"
while true do load(text) end
