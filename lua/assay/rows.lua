--- Results as rows and columns, and the formats that rows can be written in.
local cell = require "assay.rows.cell"
local command = require "assay.command"
local csv = require "assay.rows.csv"
local fields = require "assay.rows.fields"
local grid = require "assay.table"
local rows_json = require "assay.rows.json"

local rows = {}

--- Formats by name. `chunks(rows, columns, options)` gives an iterator of text;
-- all that it gives, joined, is the file.
rows.FORMATS = {
    csv = {chunks = csv.chunks, extension = "csv"},
    tsv = {chunks = csv.tabs, extension = "tsv"},
    json = {chunks = rows_json.chunks, extension = "json"},
    jsonl = {chunks = rows_json.lines, extension = "jsonl"},
    fields = {chunks = fields.chunks}, -- to be read, not a file's
}

--- Their names in order.
rows.NAMES = {"csv", "tsv", "json", "jsonl"}

--- All columns that rows have: keys with a value that a file can hold, by name.
function rows.columns(list)
    local known, columns = {}, {}
    for _, row in ipairs(list) do
        for key in next, row do
            local column = {key = key}
            if type(key) == "string" and not known[key]
                and cell.value(row, column) ~= nil then
                known[key] = true
                columns[#columns + 1] = column
            end
        end
    end
    table.sort(columns, function(a, b) return a.key < b.key end)
    return columns
end

--- Columns without bars that have no title: pictures of the number beside.
local function without_pictures(columns)
    local out = {}
    for _, column in ipairs(columns) do
        if not (column.bar and column.title == "") then
            out[#out + 1] = column
        end
    end
    return out
end

--- The rows and columns of a result: of a table, of a value that gives them
-- by its metatable's __rows, or of a plain list of tables; a command stands for
-- what it gives.
-- @treturn table rows, or nil if the value has none
-- @treturn {table,...} columns with key
function rows.of(value)
    if command.is(value) then -- save(quotes, "f.csv")
        value = command.run(value, 4)
    end
    if type(value) ~= "table" then
        return nil
    end
    local meta = getmetatable(value)
    if type(meta) == "table" and meta.__rows then
        local list, columns = meta.__rows(value)
        return list, without_pictures(grid.read(columns))
    elseif grid.is(value) then
        return value, without_pictures(grid.columns(value))
    end
    for _, row in ipairs(value) do
        if type(row) ~= "table" then
            return nil
        end
    end
    if #value == 0 and next(value) ~= nil then
        return nil
    end
    return value, rows.columns(value)
end

--- The whole as text.
function rows.text(list, columns, format, options)
    local parts = {}
    for chunk in rows.FORMATS[format].chunks(list, columns, options) do
        parts[#parts + 1] = chunk
    end
    return table.concat(parts)
end

return rows
