-- Since when a folder of a line is read, whatever its server is called: what came before is not ours.
CREATE TABLE mail_folder (
    line   text   NOT NULL,
    folder text   NOT NULL,
    since  bigint NOT NULL,
    PRIMARY KEY (line, folder)
);
