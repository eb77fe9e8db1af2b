# Run each program of the folder named, as it is, and write what it reads beside it: rows and triples as CSV.
for (file in list.files(commandArgs(TRUE)[1], pattern = "[.]R$", full.names = TRUE)) {
  names <- new.env()
  sink(nullfile())
  eval(parse(file, keep.source = FALSE), names)
  sink()
  found <- get(intersect(c("table", "triples", "answer"), ls(names)), names)
  # write.csv would write in the encoding of the machine.
  quoted <- lapply(as.data.frame(found), function(column) {
    ifelse(is.na(column), "", paste0('"', gsub('"', '""', enc2utf8(as.character(column)), fixed = TRUE), '"'))
  })
  rows <- c(paste(names(quoted), collapse = ","), do.call(paste, c(unname(quoted), sep = ",")))
  output <- file(sub("[.]R$", ".csv", file), "wb")
  writeLines(rows, output, useBytes = TRUE)
  close(output)
  kinds <- if (is.data.frame(found)) paste(names(found), vapply(found, class, "")) else ""
  writeLines(kinds, sub("[.]R$", ".kinds", file))
}
