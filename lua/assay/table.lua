--- Lists of rows that print as tables which fit the terminal.
-- A table is the list itself: `#t`, `t[1].name` and ipairs work; printing it
-- lays it out. Numbers stand on the right; cells that are too long are cut.
local core = require "assay.core"
local style = require "assay.style"

local grid = {}

local GAP = "  "
local NARROWEST = 8 -- a column is not cut below this

local layouts = setmetatable({}, {__mode = "k"}) -- table -> how it prints

--- A cell as text of one line.
local function cell_text(value)
    if value == nil then
        return ""
    end
    if math.type(value) == "float" then
        return ("%.6g"):format(value)
    end
    if type(value) == "table" and getmetatable(value) == nil then
        local parts = {}
        for i, v in ipairs(value) do
            parts[i] = style.clean(v)
        end
        return table.concat(parts, ", ")
    end
    return style.clean(value)
end

--- Cells of the first `limit` rows, and the columns' natural widths.
local function measure(rows, columns, limit)
    local cells, widths = {}, {}
    for c, column in ipairs(columns) do
        widths[c] = core.width(column.title)
    end
    for r = 1, math.min(#rows, limit) do
        local line = {}
        for c, column in ipairs(columns) do
            line[c] = cell_text(rows[r][column.key])
            widths[c] = math.max(widths[c], core.width(line[c]))
        end
        cells[r] = line
    end
    return cells, widths
end

local function widest(widths)
    local at = 1
    for c = 2, #widths do
        if widths[c] > widths[at] then
            at = c
        end
    end
    return at
end

--- Take columns away from the widest until all fit into `room`.
local function shrink(widths, room)
    local total = (#widths - 1) * #GAP
    for _, w in ipairs(widths) do
        total = total + w
    end
    while total > room do
        local at = widest(widths)
        if widths[at] <= NARROWEST then
            return
        end
        widths[at] = widths[at] - 1
        total = total - 1
    end
end

local function is_number_column(rows, key)
    local some = false
    for _, row in ipairs(rows) do
        local value = row[key]
        if value ~= nil and type(value) ~= "number" then
            return false
        end
        some = some or value ~= nil
    end
    return some
end

local function format_line(cells, columns, widths)
    local out = {}
    for c, column in ipairs(columns) do
        local text = core.cut(cells[c], math.max(1, widths[c]))
        out[c] = style.pad(text, widths[c], column.align)
    end
    return (table.concat(out, GAP):gsub(" +$", ""))
end

local function heading(columns, widths)
    local titles, rules = {}, {}
    for c, column in ipairs(columns) do
        titles[c] = column.title
        rules[c] = ("-"):rep(widths[c])
    end
    return style.paint("bold", format_line(titles, columns, widths)),
        style.paint("dim", table.concat(rules, GAP))
end

--- The table as text, of at most `limit` rows (all without one).
function grid.render(rows, limit)
    local layout = layouts[rows]
    local columns = layout.columns
    if #rows == 0 then
        return layout.empty
    end
    local cells, widths = measure(rows, columns, limit or math.huge)
    for _, column in ipairs(columns) do
        column.align = is_number_column(rows, column.key) and "right"
            or "left"
    end
    if core.term.width > 0 then
        shrink(widths, core.term.width)
    end
    local lines = {heading(columns, widths)}
    for _, line in ipairs(cells) do
        lines[#lines + 1] = format_line(line, columns, widths)
    end
    if #cells < #rows then
        lines[#lines + 1] = style.paint("dim",
            ("... and %d more; print(_) shows all"):format(#rows - #cells))
    end
    return table.concat(lines, "\n")
end

local meta = {__tostring = grid.render, __name = "table"}

--- Columns from "key" or "key=title" strings.
local function read_columns(names)
    local columns = {}
    for i, name in ipairs(names) do
        local key, title = name:match("^([^=]+)=(.*)$")
        columns[i] = {key = key or name, title = title or name}
    end
    return columns
end

--- Make a list of rows print as a table.
-- @tparam {table,...} rows changed: it gets a metatable
-- @tparam {string,...} columns fields to show, "key" or "key=title"
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
    layouts[rows] = {columns = read_columns(columns),
                     empty = empty or "nothing found"}
    return setmetatable(rows, meta)
end

--- Whether a value came from grid.new.
function grid.is(value)
    return type(value) == "table" and layouts[value] ~= nil
end

--- The columns of a value of grid.new: tables with key and title.
function grid.columns(rows)
    return layouts[rows] and layouts[rows].columns
end

return grid
