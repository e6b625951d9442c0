"""Campaign packs: folders of files that are a campaign, checked.

checks.py        what must fit together between the files of a pack
coverage.py      which languages of a campaign are complete
diff.py          what differs between two campaigns, piece by piece, as a person reads it
events.py        what must fit in an event of a pack
import_file.py   what a file brings into a campaign
letters.py       what must fit together in a letter
links.py         the links in the texts of a pack
model_errors.py  the models' errors as problems of a file
part_files.py    the parts of a pack, each read from its own file
po.py            one language of a campaign as a gettext catalogue for translators
problems.py      what is wrong with a pack
protection.py    what the texts of a pack say about protected people
reader.py        read it from a folder
withheld.py      lists of what a case keeps back that stand in a pack
writer.py        a campaign as the files of a pack
yaml_lines.py    YAML that keeps its line numbers
zip_file.py      a pack as a zip, for sending through a chat
"""
