--- Rows as CSV (RFC 4180) or TSV, cell by cell as `assay extract` writes
-- records: the first line has the columns' keys; what is not known is empty.
local cell = require "assay.rows.cell"

local csv = {}

--- What a spreadsheet would take for a formula when the file is opened
-- (OWASP, "CSV Injection").
local FORMULA = "^[=+%-@\t\r]"

local function csv_cell(text)
    if text:find('[",\r\n]') then
        return '"' .. text:gsub('"', '""') .. '"'
    end
    return text
end

local TSV = {["\t"] = "\\t", ["\n"] = "\\n", ["\r"] = "\\r", ["\\"] = "\\\\"}

local function tsv_cell(text)
    return (text:gsub("[\t\n\r\\]", TSV))
end

--- Chunks of text, one a row, the first with the heading.
local function chunks(rows, columns, options, dialect)
    local ending = options.crlf
    if ending == nil then
        ending = dialect.crlf
    end
    ending = ending and "\r\n" or "\n"
    local at = options.heading == false and 0 or -1
    return function()
        at = at + 1
        local row = rows[at]
        if at > 0 and row == nil then
            return nil
        end
        local cells = {}
        for i, column in ipairs(columns) do
            local text, is_text = cell.well_formed(column.key), false
            if row then
                text, is_text = cell.text(row, column)
            end
            if options.guard and is_text and text:find(FORMULA) then
                text = "'" .. text
            end
            cells[i] = dialect.cell(text)
        end
        return table.concat(cells, dialect.between) .. ending
    end
end

local COMMA = {cell = csv_cell, between = ",", crlf = true}
local TAB = {cell = tsv_cell, between = "\t", crlf = false}

--- CSV: cells with a comma, a quote or a line break are quoted, quotes
-- doubled; lines end in CR LF unless options.crlf is false.
-- @tparam {table,...} rows
-- @tparam {table,...} columns with key
-- @tparam[opt] table options crlf; guard (put ' before a text that a
--   spreadsheet would take for a formula); heading (false leaves it out)
-- @treturn function the next chunk, nil behind the last
function csv.chunks(rows, columns, options)
    return chunks(rows, columns, options or {}, COMMA)
end

--- TSV: tab, line feed, return and backslash in a cell are \t \n \r \\.
-- Arguments and result are those of csv.chunks.
function csv.tabs(rows, columns, options)
    return chunks(rows, columns, options or {}, TAB)
end

return csv
