--- Sections of the brief as lines: columns that fit the width, the place of
-- what a line rests on at its end, the best rows where not all have room.
--
-- A section is {title, columns, rows}. A column is {most = widest}, with
-- `flex` where it takes the room that is left (`first`: before others do).
-- A row is {cells, at, weight}: cells are strings (clean, of one line), or
-- {string, how to paint it}; `at` lists offsets of bytes, from 0; rows of
-- greater weight are kept first, and shown in the order given. `text` in
-- place of `cells` is a line of its own.
local core = require "assay.core"
local style = require "assay.style"

local layout = {}

local INDENT = 2
local GAP = 2
local LEAST_WIDTH = 4 -- of a column behind the first
local LEAST = 3 -- rows of a section, whatever else there is

local function cell(value)
    if type(value) == "table" then
        return value[1], value[2]
    end
    return value or ""
end

--- ":12 :99", as `assay why FILE:12` takes it.
local function offsets(row)
    local parts = {}
    for i, at in ipairs(row.at) do
        parts[i] = ":" .. at
    end
    return table.concat(parts, " ")
end

--- Widths of the columns, so that a line with its offsets fits.
local function measure(section, rows, room)
    local widths, flex, used = {}, nil, 0
    for c, column in ipairs(section.columns) do
        local widest = 0
        for _, row in ipairs(rows) do
            widest = math.max(widest, core.width((cell(row.cells[c]))))
        end
        widths[c] = math.min(widest, column.most or widest)
        if column.flex then
            flex = flex or {}
            flex[#flex + 1] = c
            widths[c] = widest
        else
            -- On a narrow terminal no column takes more than its share.
            widths[c] = math.min(widths[c], math.max(4,
                room // #section.columns))
            used = used + widths[c]
        end
        used = used + ((widths[c] > 0 and c > 1) and GAP or 0)
    end
    for i, c in ipairs(flex or {}) do
        -- One that comes `first` leaves the others what it has no need for.
        local share = (room - used) // (section.columns[c].first and 1
            or #flex - i + 1)
        widths[c] = math.min(widths[c], share)
        if widths[c] < LEAST_WIDTH and i > 1 then
            widths[c] = 0
        end
        used = used + math.max(0, widths[c])
    end
    return widths
end

--- A row of cells, cut to their columns.
local function cells_text(row, widths)
    local parts, used = {}, 0
    for c, width in ipairs(widths) do
        local text, how = cell(row.cells[c])
        if width > 0 then
            text = core.width(text) > width and core.cut(text, width) or text
            local blanks = (" "):rep(width - core.width(text))
            used = used + width + (#parts > 0 and GAP or 0)
            parts[#parts + 1] = (how and style.paint(how, text) or text)
                .. blanks
        end
    end
    return table.concat(parts, (" "):rep(GAP)), used
end

local function line_of(row, widths, width)
    local where = offsets(row)
    local text, used
    if row.text then
        text, used = row.text, core.width(row.text)
    else
        text, used = cells_text(row, widths)
    end
    local blanks = width - INDENT - used - core.width(where)
    return (" "):rep(INDENT) .. text .. (" "):rep(math.max(1, blanks))
        .. style.paint("dim", where)
end

--- The `n` best rows, in the order of all.
local function best(rows, n)
    if #rows <= n then
        return rows
    end
    local order = {}
    for i in ipairs(rows) do
        order[i] = i
    end
    table.sort(order, function(a, b)
        local x, y = rows[a].weight or 0, rows[b].weight or 0
        return x > y or x == y and a < b
    end)
    local kept = {}
    for i = 1, n do
        kept[order[i]] = true
    end
    local out = {}
    for i, row in ipairs(rows) do
        if kept[i] then
            out[#out + 1] = row
        end
    end
    return out
end

--- Add the lines of a section with `n` of its rows to `out`.
function layout.add(out, section, n, width)
    local rows = best(section.rows, n)
    local place = 0
    for _, row in ipairs(rows) do
        place = math.max(place, #offsets(row))
    end
    local more = #section.rows - #rows
    local note = more > 0 and ("... and %d more"):format(more) or ""
    local title = core.cut(section.title, math.max(8, width - #note - 1))
    local blanks = width - core.width(title) - core.width(note)
    out[#out + 1] = style.paint("cyan", title) .. (more > 0
        and (" "):rep(math.max(1, blanks)) .. style.paint("dim", note) or "")
    local widths = section.columns and measure(section, rows,
        math.max(10, width - INDENT - GAP - place))
    for _, row in ipairs(rows) do
        out[#out + 1] = line_of(row, widths, width)
    end
end

--- How many rows each section shows, so that all take about `room` lines:
-- a few of each, then one more of each in turn.
function layout.allot(sections, room)
    local shown = {}
    for i, section in ipairs(sections) do
        shown[i] = math.min(#section.rows, LEAST)
        room = room - 1 - shown[i]
    end
    local grown = true
    while room > 0 and grown do
        grown = false
        for i, section in ipairs(sections) do
            if room > 0 and shown[i] < math.min(#section.rows,
                section.most or math.huge) then
                shown[i] = shown[i] + 1
                room = room - 1
                grown = true
            end
        end
    end
    return shown
end

--- Items ("Geneva 2") as rows of text, each with the place of its first one.
-- @tparam {table,...} items fields text and at
function layout.fill(items, width)
    local rows, line, used, at = {}, {}, 0, nil
    local room = math.max(10, width - INDENT - GAP - 7)
    for i, item in ipairs(items) do
        local text = item.text .. (i < #items and "," or "")
        local w = core.width(text)
        if used > 0 and used + 1 + w > room then
            rows[#rows + 1] = {text = table.concat(line, " "), at = {at}}
            line, used = {}, 0
        end
        at = used == 0 and item.at or at
        line[#line + 1] = w > room and core.cut(text, room) or text
        used = used + w + (used > 0 and 1 or 0)
    end
    if used > 0 then
        rows[#rows + 1] = {text = table.concat(line, " "), at = {at}}
    end
    return rows
end

return layout
