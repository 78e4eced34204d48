-- Per client.
-- Crisis care: what the register calls so; what it does not know is crisis in the productcategorie of that name.
select * from geplaatst_levering where crisis
