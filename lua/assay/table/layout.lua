--- Which columns of a table are shown, and how wide, so that it fits.
-- Numbers are never cut: half a number is another number. Where even narrow
-- columns are too many, the last are left out and named below the table.
local layout = {}

layout.GAP = "  "
local NARROWEST = 8 -- text is not cut below this, as long as columns go
local PICTURE = 4   -- nor a bar below this

local function total(widths, n)
    local sum = (n - 1) * #layout.GAP
    for c = 1, n do
        sum = sum + widths[c]
    end
    return sum
end

--- How many columns a table of these columns may do with.
local function least(widths, columns)
    local out = {}
    for c, column in ipairs(columns) do
        local narrow = (column.bar or column.spark) and PICTURE or NARROWEST
        out[c] = column.number and widths[c] or math.min(widths[c], narrow)
    end
    return out
end

--- How many of the columns fit at their narrowest; the first always does.
local function how_many(narrow, room)
    local n = #narrow
    while n > 1 and total(narrow, n) > room do
        n = n - 1
    end
    return n
end

--- Take columns away from the widest until the first n fit: all that are cut
-- end up equally wide, and what is narrower than that is whole.
local function shrink(widths, narrow, n, room)
    local over = total(widths, n) - room
    while over > 0 do
        local widest
        for c = 1, n do
            if widths[c] > narrow[c] and (not widest or widths[c] > widths[widest]) then
                widest = c
            end
        end
        if not widest then
            return
        end
        widths[widest] = widths[widest] - 1
        over = over - 1
    end
end

--- Widths of the columns that are shown, as many as there are widths.
-- @tparam {integer,...} natural width of each column
-- @tparam integer room columns of the terminal; 0: no bound
function layout.fit(natural, columns, room)
    local widths = table.move(natural, 1, #natural, 1, {})
    if room <= 0 or total(widths, #widths) <= room then
        return widths
    end
    local narrow = least(widths, columns)
    local n = how_many(narrow, room)
    for c = n + 1, #widths do
        widths[c] = nil
    end
    shrink(widths, narrow, n, room)
    if n == 1 then
        widths[1] = math.min(widths[1], room)
    end
    return widths
end

return layout
