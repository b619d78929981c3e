--- Words about plugins, safe to print: what manifests, indexes and git say may
-- hold anything.
local style = require "assay.style"
local wording = require "assay.wording"

local text = {}

local KEY = 11 -- columns for the keys of text.lines

text.clean = style.clean

--- A hash, as far as people compare it.
function text.short(hash)
    return hash and style.clean(hash):sub(1, 12)
end

text.counted = wording.counted

--- Who signed: a signature as store.signature gives it, or nil.
function text.signer(signature)
    if not signature then
        return "not signed"
    elseif signature.state == "bad" then
        return "the signature is wrong"
    elseif signature.known then
        return ("%s (key %s)"):format(style.clean(signature.known), style.clean(signature.id))
    end
    return "unknown key " .. style.clean(signature.id)
end

--- "tolls 1.2.0"
function text.named(p)
    return style.clean(p.name) .. (p.version and " " .. style.clean(p.version) or "")
end

--- "read >=1, write", from {{name=, range=}...}
function text.needs(list)
    local out = {}
    for i, need in ipairs(list or {}) do
        out[i] = style.clean(need.name) .. (need.range and " " .. style.clean(need.range) or "")
    end
    return table.concat(out, ", ")
end

--- Lines "key      value" of {{key, value}...}; what is empty is left out.
function text.lines(rows, indent)
    local lead, out = (" "):rep(indent or 0), {}
    local room = math.max(30, math.min(style.columns(80), 100) - KEY - #lead)
    for _, row in ipairs(rows) do
        if row[2] and row[2] ~= "" then
            local lines = style.wrap(style.clean(row[2]), room)
            out[#out + 1] = lead .. style.pad(row[1], KEY)
                .. table.concat(lines, "\n" .. lead .. (" "):rep(KEY))
        end
    end
    return table.concat(out, "\n")
end

return text
