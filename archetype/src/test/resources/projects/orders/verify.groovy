// What the generated README promises: its scripts work from any folder, a run prints what the README shows, and both
// runners give the same. The tests have run before, by goal.txt.
def project = new File(basedir, 'project/orders')
def target = basedir.parentFile.parentFile.parentFile

// The scripts call mvn, which has to look where this build's artifacts are.
def settings = new File(target, 'archetype-it/interpolated-settings.xml')
def repository = new File(target, 'repository')
def tools = new File(target, 'tools')
tools.mkdirs()
def mvn = new File(tools, 'mvn')
mvn.text = """#!/bin/sh
exec "${System.getProperty('maven.home')}/bin/mvn" -s "$settings" -Dmaven.repo.local="$repository" "\$@"
"""
assert mvn.setExecutable(true)

def run = { String script, List<String> arguments, Map<String, String> variables ->
  def errors = new File(target, 'errors.txt')
  def builder = new ProcessBuilder(['sh', new File(project, "scripts/$script").path, *arguments])
  builder.directory(target).redirectError(errors)
  builder.environment().put('PATH', tools.path + File.pathSeparator + System.getenv('PATH'))
  builder.environment().put('JAVA_HOME', System.getProperty('java.home'))
  builder.environment().putAll(variables)
  def process = builder.start()
  process.outputStream.close()
  def printed = process.inputStream.text
  assert process.waitFor() == 0: "$script failed:\n$printed\n$errors.text"
  printed
}

def daily = { File out -> new File(out, 'daily-spend/part-00000.csv').readLines() }
// Rows of a join have no promised order.
def training = { File out -> new File(out, 'training-set').listFiles().findAll { it.name.endsWith('.csv') }*.readLines().flatten().toSet() }

def readme = new File(project, 'README.md').text
def shown = readme.split('became of every record:\n\n')[1].split('\n\n`out`')[0].stripIndent()
assert run('direct.sh', [], [:]).contains(shown)
assert daily(new File(project, 'out')) == new File(basedir, 'daily-spend.csv').readLines()
assert training(new File(project, 'out')) == new File(basedir, 'training-set.csv').readLines().toSet()
assert training(new File(project, 'out')).contains(readme.split('at its time:\n\n')[1].readLines()[0].trim())

def asked = (readme =~ /serve\.sh anna (2026\S+)/)[0][1]
def served = readme.split('which orders\ncount:\n\n')[1].readLines()[0].trim()
assert run('serve.sh', ['anna', asked], [:]).startsWith(served + '\n\ncustomer_history@1 of anna at ')

def flink = new File(target, 'flink')
run('flink.sh', [], [ORDERS_OUT: flink.path])
assert daily(flink) == daily(new File(project, 'out'))
assert training(flink) == training(new File(project, 'out'))

assert run('launch.sh', ['plan'], [:]) == new File(project, 'src/test/resources/plan.txt').text
assert new File(project, '.gitignore').readLines().containsAll(['target/', 'out/'])
return true
