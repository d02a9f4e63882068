"""Where files are fetched from before a load: folders, SFTP servers and S3-compatible stores, one channel each."""
