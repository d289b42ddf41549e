"""Moto with one bucket and one user: s3.py READY

Once everything is there, the file READY holds the bucket's address and, in a second line, KEY:SECRET.
"""

import json
import os
import sys
import threading

# What is done before anybody is asked who they are: the four deeds below. From then on signatures count.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"
os.environ.update(AWS_ACCESS_KEY_ID="nobody", AWS_SECRET_ACCESS_KEY="yet", NO_PROXY="127.0.0.1")

import boto3
from moto.server import ThreadedMotoServer

USER, BUCKET = "sahut", "sahut-test"

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"

iam = boto3.client("iam", endpoint_url=address, region_name="us-east-1")
iam.create_user(UserName=USER)
may = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
policy = json.dumps({"Version": "2012-10-17", "Statement": [may]})
iam.put_user_policy(UserName=USER, PolicyName="files", PolicyDocument=policy)
key = iam.create_access_key(UserName=USER)["AccessKey"]
boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket=BUCKET)

with open(sys.argv[1] + ".new", "w") as ready:
    ready.write(f"{address}/{BUCKET}\n{key['AccessKeyId']}:{key['SecretAccessKey']}\n")
os.rename(sys.argv[1] + ".new", sys.argv[1])
threading.Event().wait()
