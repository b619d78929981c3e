-- Closes the document while an iterator goes over it.
-- want: the document is closed
-- load: skip
for _ in doc:find "[]" do doc:close() end
