"""Everything the wizard says and shows, as data; installed as `jcwizard.resources`."""
