--- Rows as JSON (RFC 8259): an array of objects, a row a line; or JSON Lines,
-- an object a line. Keys are in the columns' order; what is not known is left
-- out.
local cell = require "assay.rows.cell"
local json = require "assay.json"

local rows_json = {}

local function object(row, columns)
    local parts = {}
    for _, column in ipairs(columns) do
        local value = cell.value(row, column)
        if value ~= nil then
            parts[#parts + 1] = json.encode(column.key) .. ":"
                .. json.encode(value)
        end
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

--- One array.
-- @tparam {table,...} rows
-- @tparam {table,...} columns with key
-- @treturn function the next chunk of text, nil behind the last
function rows_json.chunks(rows, columns)
    local at = -1
    return function()
        at = at + 1
        if at == 0 then
            return #rows == 0 and "[" or "[\n"
        elseif at <= #rows then
            return object(rows[at], columns) .. (at < #rows and ",\n" or "\n")
        elseif at == #rows + 1 then
            return "]\n"
        end
    end
end

--- An object a line; nothing for no row.
function rows_json.lines(rows, columns)
    local at = 0
    return function()
        at = at + 1
        return rows[at] and object(rows[at], columns) .. "\n"
    end
end

return rows_json
