--- Lists of rows that print as tables which fit the terminal.
-- A table is the list itself: `#t`, `t[1].name` and ipairs work; printing it
-- lays it out. Numbers stand on the right with their points below each other;
-- cells that are too long are cut, numbers never. Cost: a look at each field of
-- each row, and work for those that are there: rows of many kinds have little
-- of what the others have.
local cells = require "assay.table.cells"
local core = require "assay.core"
local layout = require "assay.table.layout"
local lists = require "assay.lists"
local options = require "assay.options"
local style = require "assay.style"

local grid = {}

local GAP = layout.GAP

local layouts = setmetatable({}, {__mode = "k"}) -- table -> how it prints

--- What a column's table may say.
local COLUMN = {
    key = "string", title = "string",
    align = {"left", "right", "center"},
    paint = "string|function", -- a name of style's, or of (value, row)
    bar = "boolean",   -- a bar in proportion to the column's largest number
    spark = "boolean", -- cells are lists of numbers, drawn as sparklines
    cut = {"left", "middle", "right"}, -- where a long cell loses text
    digits = {"integer", min = 0, max = 15}, -- behind the point
    rank = {"integer", min = 1, max = 9},  -- lower ones are seen first where
                                           -- not all fit; 9 without it
    share = {"integer", min = 1, max = 100}, -- percent of the width that it
                                             -- should have; 10 without it
    show = "function", -- of (value, row): the words for a value, where it
                       -- is printed; what is written to files stays the value
}

--- What a column's value says of all: are they numbers, which is the largest?
local function note(ready, value)
    if type(value) ~= "number" then
        ready.others = true
        return
    end
    ready.some = true
    if value == value and math.abs(value) < math.huge then
        ready.largest = math.max(ready.largest, math.abs(value))
    end
end

--- The cell of a row, `value` what the row has; nil if it is empty.
local function cell_of(row, ready, value)
    if value ~= nil then
        note(ready, value)
    end
    if ready.show then
        value = ready.show(value, row)
    end
    return (value ~= nil or ready.is_picture) and cells.new(value, ready.column) or nil
end

--- The cells of a row that are not empty, each behind the number of its column.
-- Each goes to its column's, too.
-- @tparam {string,...} keys of the columns
-- @tparam table asked columns of which more than the value is looked at
local function cells_of(row, columns, keys, asked)
    local line, n = {}, 0
    for c, key in ipairs(keys) do
        local value = row[key]
        if value ~= nil or asked[c] then
            local ready = columns[c]
            local cell = cell_of(row, ready, value)
            if cell then
                line[n + 1], line[n + 2], n = c, cell, n + 2
                ready.cells[#ready.cells + 1] = cell
            end
        end
    end
    return line
end

--- Columns ready to be looked at.
local function begin(columns)
    local list = {}
    for c, column in ipairs(columns) do
        list[c] = setmetatable({column = column, title = style.clean(column.title), cells = {}, largest = 0,
            is_picture = (column.bar or column.spark) and true or false}, {__index = column})
    end
    return list
end

--- How a column stands, and its width, when all values are seen.
local function finish(ready)
    ready.number = ready.some and not ready.others and not ready.bar
    ready.align = ready.column.align or ready.number and "right" or "left"
    if ready.number then
        cells.align_points(ready.cells)
    end
    local width = core.width(ready.title)
    if ready.is_picture then
        width = math.max(width, cells.picture_width(ready.bar and "bar" or "spark", ready.cells))
    end
    for _, cell in ipairs(ready.cells) do
        width = math.max(width, cell.width)
    end
    return width
end

--- Look at all rows, one by one, for what is together in memory is quickly read.
-- @treturn {table,...} columns, ready to be drawn
-- @treturn {integer,...} their widths
-- @treturn {table,...} cells_of each of the first `n` rows
local function look(rows, columns, n)
    local list, widths, lines, asked = begin(columns), {}, {}, {}
    local keys = lists.field(columns, "key")
    for c, ready in ipairs(list) do
        asked[c] = ready.show ~= nil or ready.is_picture
    end
    for r, row in ipairs(rows) do
        if r <= n then
            lines[r] = cells_of(row, list, keys, asked)
        else
            for _, ready in ipairs(list) do
                local is_open = not ready.others or ready.bar
                local value = is_open and row[ready.column.key]
                if is_open and value ~= nil then
                    note(ready, value)
                end
            end
        end
    end
    for c, ready in ipairs(list) do
        widths[c] = finish(ready)
    end
    return list, widths, lines
end

--- Without the blanks at its end; a pattern would try each of a row's.
local function trim(line)
    local last = #line
    while last > 0 and line:byte(last) == 32 do
        last = last - 1
    end
    return line:sub(1, last)
end

local function heading(columns, widths)
    local titles, rules = {}, {}
    for c, width in ipairs(widths) do
        titles[c] = style.pad(core.cut(columns[c].title, math.max(1, width)), width, columns[c].align)
        rules[c] = ("-"):rep(width)
    end
    return style.paint("bold", trim(table.concat(titles, GAP))),
        style.paint("dim", table.concat(rules, GAP))
end

--- Where the columns that are shown stand: by their number, {ready =, at =, width =}.
local function places_of(columns, chosen, widths)
    local places, at = {}, 0
    for i, c in ipairs(chosen) do
        places[c] = {ready = columns[c], at = at, width = widths[i]}
        at = at + widths[i] + #GAP
    end
    return places
end

local LEAD = {left = 0, right = 1, center = 0.5} -- of the blanks, how many stand before

local function row_line(row, line, places)
    local out, at = {}, 0
    for i = 1, #line, 2 do
        local place = places[line[i]]
        if place then
            local column = place.ready
            local text, width = cells.paint(cells.fit(line[i + 1], place.width, column), column, row)
            local start = place.at + math.floor((place.width - width) * LEAD[column.align])
            out[#out + 1] = (" "):rep(start - at)
            out[#out + 1] = text
            at = start + width
        end
    end
    return trim(table.concat(out))
end

--- What is not shown, said below the table.
local function remarks(left_out, n_rows, shown)
    local lines = {}
    if shown < n_rows then
        lines[1] = ("... and %d more; print(_) shows all"):format(n_rows - shown)
    end
    if #left_out > 0 then
        lines[#lines + 1] = ("not shown: %s"):format(table.concat(left_out, ", "))
    end
    for i, line in ipairs(lines) do
        lines[i] = style.remark(line)
    end
    return lines
end

--- The columns that are chosen, and the titles of the others.
local function part(columns, chosen)
    local some, others, at = {}, {}, 1
    for c, column in ipairs(columns) do
        if c == chosen[at] then
            some[at], at = column, at + 1
        elseif column.title ~= "" then
            others[#others + 1] = column.title
        end
    end
    return some, others
end

--- The table as text, of at most `limit` rows (all without one).
function grid.render(rows, limit)
    local how = layouts[rows]
    if #rows == 0 then
        return how.empty
    end
    local shown = math.min(#rows, limit or math.huge)
    local columns, natural, cell_lines = look(rows, how.columns, shown)
    local chosen, widths = layout.fit(natural, columns, core.term.width)
    local places = places_of(columns, chosen, widths)
    local some, left_out = part(columns, chosen)
    local lines = {heading(some, widths)}
    for r = 1, shown do
        lines[#lines + 1] = row_line(rows[r], cell_lines[r], places)
    end
    local rest = remarks(left_out, #rows, shown)
    table.move(rest, 1, #rest, #lines + 1, lines)
    return table.concat(lines, "\n")
end

local meta = {__tostring = grid.render, __name = "table"}

--- A column from "key", "key=title" or a table.
local function read_column(given, i, level)
    if type(given) == "string" then
        local key, title = given:match("^([^=]+)=(.*)$")
        return {key = key or given, title = title or given}
    elseif type(given) ~= "table" then
        error(("table: column %d must be a string or a table (got %s)"):format(i, type(given)), level)
    end
    local column = options.read(given, COLUMN, "table: column " .. i, level + 1)
    if not column.key then
        error(("table: column %d has no key"):format(i), level)
    end
    if type(column.paint) == "string" then
        local must, hint = options.wrong(column.paint, style.paints())
        if must then
            error(("table: paint of column %d %s%s"):format(i, must, hint or ""), level)
        end
    end
    column.title = column.title or column.key
    return column
end

local function read_columns(columns, level)
    local read = {}
    for i, given in ipairs(columns) do
        read[i] = read_column(given, i, level + 1)
    end
    return read
end

--- Make a list of rows print as a table.
-- @tparam {table,...} rows changed: it gets a metatable. A cell is a string,
--   number, boolean, document, list of strings, or {text=, first=, last=},
--   whose bytes first to last stand out
-- @tparam {string|table,...} columns "key", "key=title" or a table: key,
--   title, align (left, right, center), paint (bold, dim ..., or a function
--   of value and row that gives one), bar, spark, cut (left, middle, right),
--   digits, show (a function of value and row that gives the words to print),
--   rank and share (assay.table.layout)
-- @tparam[opt] string empty what to print when there is no row
-- @treturn table rows
function grid.new(rows, columns, empty)
    if type(rows) ~= "table" then
        error("table: rows must be a list (got " .. type(rows) .. ")", 2)
    end
    if type(columns) ~= "table" then
        error("table: columns must be a list of names (got "
            .. type(columns) .. ")", 2)
    end
    layouts[rows] = {columns = read_columns(columns, 3),
        empty = empty or "nothing found"}
    return setmetatable(rows, meta)
end

--- Whether a value came from grid.new.
function grid.is(value)
    return type(value) == "table" and layouts[value] ~= nil
end

--- The columns of a table, as tables of the caller's; nil if it is none.
function grid.columns(rows)
    if not grid.is(rows) then
        return nil
    end
    local out = {}
    for i, column in ipairs(layouts[rows].columns) do
        out[i] = {}
        for key, value in pairs(column) do
            out[i][key] = value
        end
    end
    return out
end

--- Columns as grid.new takes them, read.
-- @treturn {table,...} each with key and title
function grid.read(columns)
    return (read_columns(columns, 3)) -- no tail call: levels of errors
end

return grid
