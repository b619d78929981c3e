--- Cells of a table: values as text of one line, made to fit a width.
-- A cell is {text=, width=} and, where part of it is to stand out, `mark`:
-- that part's first and last byte.
local core = require "assay.core"
local draw = require "assay.table.draw"
local style = require "assay.style"

local cells = {}

local PICTURE = {bar = 20, spark = 40} -- widest, in columns
local LIST = ", "

--- One line of clean text. What is plain, which is nearly all, stays.
local function clean(value)
    return style.clean(value)
end

--- A part of the text is to stand out: {text=, first=, last=}, in bytes.
local function marked(value)
    local text = tostring(value.text)
    local first = math.max(1, value.first)
    local before, key = clean(text:sub(1, first - 1)), clean(text:sub(first, value.last))
    local after = clean(text:sub(value.last + 1))
    return {text = before .. key .. after, mark = {#before + 1, #before + #key}}
end

local function list_text(list)
    local parts = {}
    for i, v in ipairs(list) do
        parts[i] = clean(v)
    end
    return table.concat(parts, LIST)
end

--- A value as text of one line.
function cells.text(value, digits)
    if value == nil then
        return ""
    elseif math.type(value) == "float" then
        if digits and value == value and math.abs(value) < 1e15 then
            return ("%." .. digits .. "f"):format(value)
        end
        return ("%.6g"):format(value)
    elseif type(value) == "table" and getmetatable(value) == nil then
        return list_text(value)
    elseif type(value) == "number" or type(value) == "boolean" then
        return tostring(value)
    elseif core.type(value) == "document" then
        return clean(value.id)
    end
    return clean(value)
end

local function is_marked(value)
    return type(value) == "table" and getmetatable(value) == nil and value.text ~= nil
        and math.type(value.first) == "integer" and math.type(value.last) == "integer"
end

local function is_numbers(value)
    return type(value) == "table" and (#value == 0 or type(value[1]) == "number")
end

--- Cell of a value in a column, nil for none; pictures are drawn later, when their
-- width is known.
function cells.new(value, column)
    if column.bar and (value == nil or type(value) == "number") then
        return {picture = "bar", value = value, text = "", width = 0}
    elseif column.spark and (value == nil or is_numbers(value)) then
        return {picture = "spark", value = value or {}, text = "", width = 0}
    end
    if value == nil then
        return nil
    end
    local cell = is_marked(value) and marked(value) or {text = cells.text(value, column.digits)}
    cell.width = core.width(cell.text)
    return cell
end

--- Columns that a column's picture takes at most.
function cells.picture_width(kind, list)
    local width = 0
    for _, cell in ipairs(list) do
        if kind == "bar" and cell.value or kind == "spark" then
            width = math.max(width, kind == "bar" and PICTURE.bar or math.min(#cell.value, PICTURE.spark))
        end
    end
    return width
end

local function number_parts(text)
    local whole, fraction = text:match("^([+-]?%d+)(%.?%d*)$")
    return whole, fraction
end

--- Numbers of a column get blanks behind, so that their points stand below
-- each other. Exponents and the like are left alone.
function cells.align_points(list)
    local most = 0
    for _, cell in ipairs(list) do
        local whole, fraction = number_parts(cell.text)
        most = whole and math.max(most, #fraction) or most
    end
    for _, cell in ipairs(most > 0 and list or {}) do
        local whole, fraction = number_parts(cell.text)
        if whole then
            cell.text = cell.text .. (" "):rep(most - #fraction)
            cell.width = #cell.text
        end
    end
end

--- What of a text with a mark fits: the mark, and on both sides as much; of a
-- mark that is cut nothing stands behind it.
local function cut_around(cell, room)
    local first, last = cell.mark[1], cell.mark[2]
    local key = core.cut(cell.text:sub(first, last), room)
    if #key ~= last - first + 1 then
        return {text = key, mark = {1, #key}}
    end
    local before, after = cell.text:sub(1, first - 1), cell.text:sub(last + 1)
    local left_width, right_width = core.width(before), core.width(after)
    room = room - core.width(key)
    local left = math.min(left_width, math.max(room // 2, room - right_width))
    local right = room - left
    before = left > 0 and core.cut(before, left, "left") or ""
    after = right > 0 and core.cut(after, right) or ""
    return {text = before .. key .. after, mark = {#before + 1, #before + #key}}
end

--- The cell in `width` columns: drawn or cut.
function cells.fit(cell, width, column)
    if cell.picture == "bar" then
        return {text = draw.bar(cell.value, column.largest, width)}
    elseif cell.picture == "spark" then
        return {text = draw.spark(cell.value, width)}
    elseif cell.width <= width then
        return cell
    elseif cell.mark then
        return cut_around(cell, width)
    end
    return {text = core.cut(cell.text, width, column.cut or "right")}
end

--- The cell's text with its paint, and the columns that it takes.
function cells.paint(cell, column, row)
    local text = cell.text
    local how = column.paint
    if type(how) == "function" then
        how = how(row[column.key], row)
    end
    if cell.mark then
        local first, last = cell.mark[1], cell.mark[2]
        text = text:sub(1, first - 1) .. style.paint("bold", text:sub(first, last)) .. text:sub(last + 1)
    elseif how then
        text = style.paint(how, text)
    end
    return text, cell.width or core.width(cell.text)
end

return cells
