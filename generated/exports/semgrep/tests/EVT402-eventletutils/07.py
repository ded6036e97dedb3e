# Case 3 of verifying/eventletutils “Another version”
# todook: EVT402-eventletutils
from oslo_utils import eventletutils
