-- Plugins loaded anew: documents from before keep what was found in them.
local tap = dofile("tests/lua/tap.lua")
local core = require "assay.core"

local text = "Poland said on Monday that it will send 20 tanks to Ukraine."

local function found(doc)
    local out = {}
    for i, r in ipairs(doc:records()) do
        out[i] = r.kind .. " " .. r.rule .. " " .. r.text
    end
    return table.concat(out, "\n")
end

local before = assay.text(text)
local want = found(before)
local n = #core.plugins()
tap.ok(core.reload(), "plugins are loaded anew")
tap.is(#core.plugins(), n, "as many as before")
collectgarbage()
tap.is(found(before), want, "a document from before has what it had")
tap.is(found(assay.text(text)), want, "a new one is read by the new ones")
tap.done()
