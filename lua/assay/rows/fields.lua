--- Rows one below the other, a field a line: for rows with more in them than
-- the width of a terminal. `lines` in set.mode.
local cell = require "assay.rows.cell"
local style = require "assay.style"

local fields = {}

local GAP = "  "

local function widest(columns)
    local width = 0
    for _, column in ipairs(columns) do
        width = math.max(width, #style.clean(column.key))
    end
    return width
end

--- `name  value`, the value in as many lines as it takes.
local function field(name, text, width)
    local room = style.columns(0)
    local lines = {text}
    if room > width + #GAP + 10 then
        lines = style.wrap(text, room - width - #GAP)
    end
    return style.paint("dim", style.pad(name, width, "right")) .. GAP
        .. table.concat(lines, "\n" .. (" "):rep(width) .. GAP)
end

--- Chunks of text, a row each, with a blank line between two. What a row does
-- not have is left out.
-- @tparam {table,...} rows
-- @tparam {table,...} columns with key
function fields.chunks(rows, columns)
    local at, width = 0, widest(columns)
    return function()
        at = at + 1
        if rows[at] == nil then
            return nil
        end
        local out, known = {}, {}
        for _, column in ipairs(columns) do
            local text = style.clean((cell.text(rows[at], column)))
            if text ~= "" and not known[column.key] then
                known[column.key] = true
                out[#out + 1] = field(style.clean(column.key), text, width)
            end
        end
        return (at > 1 and "\n" or "") .. table.concat(out, "\n") .. "\n"
    end
end

return fields
