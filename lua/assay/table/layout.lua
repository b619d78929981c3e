--- Which columns of a table are shown, and how wide, so that it fits.
-- Numbers are never cut: half a number is another number. Where even narrow
-- columns are too many, those of the highest rank are left out, the last
-- first, and named below the table.
local layout = {}

layout.GAP = "  "
layout.RANK = 9 -- of a column that says nothing of it
local SHARE = 10     -- percent of the room, where nothing is said
local NARROWEST = 10 -- text is not cut below this, as long as columns go
local PICTURE = 4    -- nor a bar below this

local function share_of(column)
    return column.share or SHARE
end

local function is_picture(column)
    return column.bar or column.spark
end

--- What a column may do with where there is little room.
local function narrow(width, column)
    return column.number and width or math.min(width, is_picture(column) and PICTURE or NARROWEST)
end

--- What it should have before one of a higher rank is shown.
local function wanted(width, column, room)
    local share = is_picture(column) and 0 or share_of(column) * room // 100
    return math.max(narrow(width, column), math.min(width, share))
end

local function indexes(list)
    local all = {}
    for i in ipairs(list) do
        all[i] = i
    end
    return all
end

--- The columns by rank, as they stand within one.
local function by_rank(columns)
    local order = indexes(columns)
    table.sort(order, function(a, b)
        local x, y = columns[a].rank or layout.RANK, columns[b].rank or layout.RANK
        return x < y or x == y and a < b
    end)
    return order
end

--- The columns that fit, in the order of the table: the first of them always,
-- others of its rank at their narrowest, the rest where all get what they want.
local function choose(natural, columns, room)
    local order = by_rank(columns)
    local chosen, least, good = {}, -#layout.GAP, -#layout.GAP
    local best = columns[order[1]].rank or layout.RANK
    for i, c in ipairs(order) do
        least = least + #layout.GAP + narrow(natural[c], columns[c])
        good = good + #layout.GAP + wanted(natural[c], columns[c], room)
        local has_best = (columns[c].rank or layout.RANK) == best and best < layout.RANK
        if i > 1 and (has_best and least or good) > room then
            break
        end
        chosen[i] = c
    end
    table.sort(chosen)
    return chosen
end

--- Take columns away from the widest, by its share, until `over` are gone or
-- each is as narrow as it may be: those that are cut end up in proportion to
-- their shares, and what is narrower than that is whole.
local function shrink(widths, columns, over, floor)
    while over > 0 do
        local widest, most
        for c, width in ipairs(widths) do
            local part = width / share_of(columns[c])
            if width > floor[c] and (not most or part > most) then
                widest, most = c, part
            end
        end
        if not widest then
            return over
        end
        widths[widest] = widths[widest] - 1
        over = over - 1
    end
    return over
end

local function total(widths)
    local sum = (#widths - 1) * #layout.GAP
    for _, width in ipairs(widths) do
        sum = sum + width
    end
    return sum
end

--- The columns that are shown and their widths.
-- @tparam {integer,...} natural width of each column
-- @tparam {table,...} columns with number, bar, spark, rank, share
-- @tparam integer room columns of the terminal; 0: no bound
-- @treturn {integer,...} which columns
-- @treturn {integer,...} their widths
function layout.fit(natural, columns, room)
    local fits = room <= 0 or total(natural) <= room
    local chosen = fits and indexes(natural) or choose(natural, columns, room)
    if fits then
        return chosen, natural
    end
    local widths, these, least, good = {}, {}, {}, {}
    for i, c in ipairs(chosen) do
        these[i], widths[i] = columns[c], natural[c]
        least[i], good[i] = narrow(natural[c], columns[c]), wanted(natural[c], columns[c], room)
    end
    local over = shrink(widths, these, total(widths) - room, good)
    shrink(widths, these, over, least)
    if #widths == 1 then
        widths[1] = math.min(widths[1], room)
    end
    return chosen, widths
end

return layout
