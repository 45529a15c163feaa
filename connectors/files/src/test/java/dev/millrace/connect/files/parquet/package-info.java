@NullMarked
package dev.millrace.connect.files.parquet;

import org.jspecify.annotations.NullMarked;
